# $1: where the root-owned helper is installed; oncall_facts is its text, carried where it is not: run by root it sees as much, by anybody else only certificates.
. ../../host/oncall-facts/facts.sh
if answer=$(as_root "$1" tls 2>/dev/null); then
  echo '== helper'; printf '%s\n' "$answer"
  exit 0
fi
has openssl || { echo '== no openssl'; exit 127; }
if [ "${oncall_uid:-$(id -u)}" = 0 ]; then echo '== helper'; else echo '== user'; fi
facts "$1" tls
