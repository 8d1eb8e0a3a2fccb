// Copyright: Contributors to the gir.multidc project
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What Java says of keystores. Lines on standard input, one answer on standard output for each:
 *
 * <pre>
 * judge TYPE PATH PASSWORD          -> opened ENTRY ..., or refused and why
 * make TYPE PATH PASSWORD SOURCES   -> made, of the entries of PKCS12 keystores and certificates, and a secret key
 * set PROPERTY VALUE                -> the value before
 * </pre>
 *
 * Fields are separated by tabs, sources by spaces; BC: before a type of make stands for BouncyCastle. ENTRY is alias (hex of UTF-8), kind, certificates and key (SHA-256), separated by commas.
 */
class Judge {
    static final Set<String> OF_BOUNCY_CASTLE = Set.of("BKS", "BKS-V1", "UBER", "BCFKS");

    static Provider bouncyCastle;

    static Provider bouncyCastle() throws Exception {
        if (bouncyCastle == null) {
            Class<?> found = Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider");
            bouncyCastle = (Provider) found.getDeclaredConstructor().newInstance();
        }
        return bouncyCastle;
    }

    static KeyStore store(String type) throws Exception {
        return OF_BOUNCY_CASTLE.contains(type) ? KeyStore.getInstance(type, bouncyCastle()) : KeyStore.getInstance(type);
    }

    static String digest(byte[] data) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    static String entry(KeyStore store, String alias, char[] password) throws Exception {
        StringBuilder chain = new StringBuilder();
        Certificate[] certificates = store.getCertificateChain(alias);
        if (certificates == null && store.isCertificateEntry(alias)) {
            certificates = new Certificate[] {store.getCertificate(alias)};
        }
        for (Certificate certificate : certificates == null ? new Certificate[0] : certificates) {
            chain.append(chain.length() == 0 ? "" : "+").append(digest(certificate.getEncoded()));
        }
        String kind = "unreachable";
        String opened = "";
        if (store.isCertificateEntry(alias)) {
            kind = "trusted_certificate";
        } else if (store.isKeyEntry(alias)) {
            kind = "key";
            try {
                Key key = store.getKey(alias, password);
                kind = key instanceof PrivateKey ? "private_key" : key instanceof SecretKey ? "secret_key" : "other";
                opened = digest(key.getEncoded());
            } catch (Exception | Error closed) {
                opened = "closed";
            }
        }
        return HexFormat.of().formatHex(alias.getBytes(StandardCharsets.UTF_8)) + "," + kind + "," + chain + "," + opened;
    }

    static String judge(String[] line) throws Exception {
        char[] password = line[3].toCharArray();
        KeyStore store = store(line[1]);
        byte[] data = Files.readAllBytes(Path.of(line[2]));
        try {
            store.load(new ByteArrayInputStream(data), password);
        } catch (Exception | Error refused) {
            return "refused\t" + refused.toString().replaceAll("\\s+", " ");
        }
        TreeSet<String> entries = new TreeSet<>();
        for (String alias : Collections.list(store.aliases())) {
            entries.add(entry(store, alias, password));
        }
        return "opened\t" + String.join("\t", entries);
    }

    static String make(String[] line) throws Exception {
        char[] password = line[3].toCharArray();
        KeyStore made = line[1].startsWith("BC:")
            ? KeyStore.getInstance(line[1].substring(3), bouncyCastle())
            : KeyStore.getInstance(line[1]);
        made.load(null, null);
        for (String path : line[4].isEmpty() ? new String[0] : line[4].split(" ")) {
            try (InputStream in = Files.newInputStream(Path.of(path))) {
                if (path.endsWith(".crt")) {
                    made.setCertificateEntry("trust", CertificateFactory.getInstance("X.509").generateCertificate(in));
                    continue;
                }
                KeyStore source = KeyStore.getInstance("PKCS12");
                source.load(in, password);
                for (String alias : Collections.list(source.aliases())) {
                    Key key = source.getKey(alias, password);
                    made.setKeyEntry(alias, key, password, source.getCertificateChain(alias));
                }
            }
        }
        if (!Set.of("JKS", "BC:PKCS12").contains(line[1])) {
            made.setKeyEntry("secret \u4e2d", new SecretKeySpec(new byte[16], "AES"), password, null);
        }
        if (line[1].matches("BC:(BKS.*|UBER)")) {
            made.setKeyEntry("As Bytes", new byte[] {1, 2, 3}, null);
        }
        try (OutputStream out = Files.newOutputStream(Path.of(line[2]))) {
            made.store(out, password);
        }
        return "made";
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            switch (fields[0]) {
                case "set" -> out.println(System.setProperty(fields[1], fields[2]));
                case "make" -> out.println(make(fields));
                default -> out.println(judge(fields));
            }
        }
    }
}
