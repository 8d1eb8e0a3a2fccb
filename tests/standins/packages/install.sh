#!/bin/sh
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stand-in for the vendor's install.sh, as far as its behaviour is documented (silent installation of Linux packages):
#   -s silent, -fr <response file>, -fl <result file>; run from inside the folder ip/.
# Defaults: genesys_silent.ini in that folder, /tmp/genesys_install_result.log. Its exit status is the installer's.

response=./genesys_silent.ini
result=/tmp/genesys_install_result.log
silent=
while [ $# -gt 0 ]; do
    case "$1" in
        -s) silent=yes ;;
        -fr) shift; response=$1 ;;
        -fl) shift; result=$1 ;;
        *) echo "install.sh: unknown option $1" >&2; exit 1 ;;
    esac
    shift
done

setting() {  # one of the lines name=value that make_package wrote
    sed -n "s/^$1=//p" standin.conf
}
behaviour=$(setting behaviour)

finish() {  # $1 error text, $2 exit status
    if [ "$behaviour" != no-result ]; then
        {
            echo "[GenesysProductInfo]"
            echo "File=$PWD/install.sh"
            echo "IPName=$(setting ip_name)"
            if [ "$behaviour" != no-version ]; then echo "IPVersion=$(setting ip_version)"; fi
            echo "IPBuildNumber=$(setting ip_build)"
            echo "IPLanguage=ENU"
            echo "[Result]"
            if [ -z "$1" ]; then echo "ResultCode=success"; else echo "ResultCode=error"; fi
            echo "Error=$1"
            echo "Reboot=no"
        } > "$result"
    fi
    [ -z "$1" ] || echo "$1" >&2
    exit "$2"
}

option() {  # $1 section, $2 key
    awk -v section="[$1]" -v key="$2" '
        /^[#;]/ { next }
        /^\[/ { inside = ($0 == section); next }
        inside && index($0, key "=") == 1 { print substr($0, length(key) + 2); exit }
    ' "$response"
}

if [ -z "$silent" ]; then
    # The dialogue: with nobody to answer, reading ends it.
    printf 'Please enter the full path of the destination directory: '
    read -r answer || { echo; echo "install.sh: no answer" >&2; exit 1; }
    echo "$answer" > /dev/null
    exit 1
fi
[ -r "$response" ] || { echo "install.sh: response file $response cannot be read" >&2; finish "Response file not found" 1; }
for needed in $(setting required_options); do
    [ -n "$(option "${needed%%/*}" "${needed#*/}")" ] || finish "${needed} is missing in the response file" 1
done
[ "$(option License LicenseAgreement)" = Accepted ] || finish "License agreement is not accepted" 1
path=$(option IPCommon InstallPath)
[ -n "$path" ] || finish "InstallPath is missing in the response file" 1

# The real one copies itself to /tmp first, too.
copy=/tmp/$(date +%Y%m%d)_$$
if ! mkdir "$copy" || ! cp install.sh "$copy"; then finish "No room in /tmp" 1; fi
rm -rf "$copy"

case "$behaviour" in
    fails) echo "login of $(option ConfigServer User) with $(option ConfigServer Password) refused" >&2
           finish "Cannot log in to Configuration Server" 3 ;;
    fails-silently) finish "" 1 ;;
    error-but-exit-0) finish "Application object not found" 0 ;;
    hangs) sleep "$(setting hang_seconds)" ;;
esac
if ! mkdir -p "$path" || ! tar -xzf data.tar.gz -C "$path"; then finish "Cannot write $path" 1; fi
finish "" 0
