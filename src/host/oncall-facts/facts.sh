# facts INSTALLED VERB: what oncall-facts says to this very user, installed or carried; included by programs that have asked it as root before.
facts() { if has oncall_facts; then oncall_facts "$2"; else "$1" "$2"; fi; }
