#!/usr/bin/env bash
# Tries docs/betrieb.md word by word: a clean Debian tree, systemd in it, then every ```bash block of the page in
# order, then what the page promises. Nothing of the page is repeated here, so the two cannot part.
#
#   sudo docs/betrieb/probe.sh [FOLDER]      FOLDER (default: a new one) keeps the tree of an earlier try
#
# Needs debootstrap and systemd-container, root, and the ports 80, 443 and 5432.
#   PROBE_COPY="FILE …"   files of this machine that the tree needs to reach its packages (apt, pip, certificates)
#   PROBE_ENV="A=b …"     variables for the commands, for the same purpose
#   PROBE_FROM=7          begins with that block, in a tree where those before it have been tried
#   PROBE_KEEP=1          leaves the system running at the end
set -euo pipefail
cd "$(dirname "$0")/../.."
tree=${1:-$(mktemp -d)/tree}
password='Probe-Passwort-2026'
name=katalog.stadt.example

say() { printf '\n== %s\n' "$*"; }

build() {
  [ -e "$tree/etc/debian_version" ] ||
    debootstrap --variant=minbase --include=systemd-sysv,dbus,ca-certificates bookworm "$tree"
  local file
  for file in /etc/resolv.conf ${PROBE_COPY:-}; do install -m 644 -D "$file" "$tree$file"; done
  git -c safe.directory='*' archive --format=tar.gz -o "$tree/usr/src/integrationsplanung.tar.gz" HEAD
  grep -q "$name" "$tree/etc/hosts" 2>/dev/null || echo "127.0.0.1 localhost $name" >>"$tree/etc/hosts"
}

boot() {
  systemd-nspawn --quiet --register=no --keep-unit --resolv-conf=off --directory="$tree" --boot \
    >"$tree.console" 2>&1 &
  nspawn=$!
  trap halt EXIT
  local _
  for _ in $(seq 100); do
    leader=$(pgrep --parent "$nspawn" || true)
    [ -n "$leader" ] && inside systemctl is-active --quiet dbus.service 2>/dev/null &&
      { inside systemctl is-system-running --wait >/dev/null || true; } && return
    sleep 0.3
  done
  cat "$tree.console"
  return 1
}

halt() {
  [ -z "${PROBE_KEEP:-}" ] || { say "läuft weiter: nsenter --all --target $leader"; return; }
  kill -s RTMIN+4 "$leader" 2>/dev/null || true # poweroff
  wait "$nspawn" 2>/dev/null || true
}

inside() {
  nsenter --target "$leader" --mount --uts --ipc --pid --cgroup --root --wd \
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${PROBE_ENV:-} "$@"
}

# Writes each ```bash block of the page into a file of its own.
blocks() {
  awk -v folder="$1" '
    /^```bash$/ { number++; inside = 1; next }
    /^```$/ { inside = 0; next }
    inside { print > sprintf("%s/%03d.sh", folder, number) }
  ' docs/betrieb.md
}

follow_the_page() {
  local folder block
  folder=$(mktemp -d)
  blocks "$folder"
  for block in "$folder"/*.sh; do
    [ "$(basename "$block" .sh)" -ge "${PROBE_FROM:-0}" ] || continue
    say "$(basename "$block"): $(head -n 1 "$block")"
    cp "$block" "$tree/usr/src/block.sh"
    echo "$password" | inside bash -euo pipefail /usr/src/block.sh
  done
}

fetch() {
  inside curl --silent --show-error --cacert /etc/ssl/integrationsplanung/zertifikat.pem \
    --cookie /usr/src/cookies --cookie-jar /usr/src/cookies "$@"
}

sign_in() {
  local form token
  rm -f "$tree/usr/src/cookies"
  form=$(fetch "https://$name/anmelden/")
  token=$(sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' <<<"$form" | head -n 1)
  fetch --output /dev/null --write-out '%{http_code}' --referer "https://$name/anmelden/" \
    --data-urlencode "csrfmiddlewaretoken=$token" --data-urlencode "username=verwaltung" \
    --data-urlencode "password=$password" "https://$name/anmelden/"
}

# Prints a line for each promise and remembers whether one is broken.
holds() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then echo "ok      $what"; else echo "FALSCH  $what" && failed=1; fi
}

signs_in() { [ "$(sign_in)" = 302 ] && fetch --fail "https://$name/personen/" | grep verwaltung; }
goes_to_https() { fetch --head "http://$name/massnahmen/" | grep -i "^location: https://$name/massnahmen/"; }
is_ready() { fetch --fail "https://$name/healthz?ready"; }
sends() { fetch --head "https://$name/anmelden/" | grep -i "^$1"; }
stylesheet() { fetch "https://$name/barrierefreiheit/" | grep -o '/static/css/site\.[0-9a-f]*\.css'; }
packs_and_keeps_styles() {
  local heads
  heads=$(fetch --head --header 'Accept-Encoding: br' "https://$name$(stylesheet)")
  grep -i '^cache-control: max-age=315360000, public, immutable' <<<"$heads" && grep -i '^content-encoding: br' <<<"$heads"
}
refuses_too_much() {
  inside bash -c "head -c 12000000 /dev/zero >/usr/src/gross"
  [ "$(fetch --output /dev/null --write-out '%{http_code}' --form file=@/usr/src/gross "https://$name/anmelden/")" = 413 ]
}
logs_json() {
  inside journalctl --output=cat --unit=integrationsplanung-web |
    grep '"path": "/anmelden/"' | grep '"request_id": "[0-9a-f]\{32\}"'
}
keeps_quiet() { ! inside journalctl | grep -F -e '?ready' -e "$password" -e "$(sed -n 's/^SECRET_KEY=//p' "$tree/etc/integrationsplanung.env")"; }
nothing_failed() { [ -z "$(inside systemctl list-units 'integrationsplanung*' --failed --no-legend)" ]; }
restarts_by_itself() {
  inside systemctl kill --signal=KILL integrationsplanung-web
  sleep 6
  signs_in
}
tells_what_it_cannot_see() {
  inside bash -c 'cd /usr/src; touch fremd.zip; integrationsplanung restore fremd.zip 2>&1 || true' | grep 'install -o integrationsplanung -m 600'
}
has_backup() { inside bash -c 'ls /var/backups/integrationsplanung/*.zip'; }

check_promises() {
  say "Was die Seite verspricht"
  failed=0
  sleep 5 # the block before has just started the service
  holds "Anmeldung über TLS" signs_in
  holds "HTTP führt zu HTTPS" goes_to_https
  holds "HSTS" sends strict-transport-security
  holds "CSP" sends content-security-policy
  holds "Kennung der Anfrage" sends x-request-id
  holds "Dateien für den Browser gepackt, ein Jahr haltbar" packs_and_keeps_styles
  holds "zu große Datei wird abgewiesen" refuses_too_much
  holds "/healthz?ready ist ok" is_ready
  holds "Sicherung liegt da" has_backup
  holds "Protokoll als JSON mit Kennung" logs_json
  holds "keine Geheimnisse im Journal" keeps_quiet
  holds "nach kill -9 wieder da" restarts_by_itself
  holds "der Befehl nennt, was er nicht lesen darf" tells_what_it_cannot_see
  holds "kein Dienst gescheitert" nothing_failed
  inside systemd-analyze security --no-pager integrationsplanung-web.service | tail -n 1
  return "$failed"
}

build
boot
follow_the_page
check_promises
