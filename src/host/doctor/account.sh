# Who the account is, and which sudo is there. Called by `oncall doctor`, as the account; changes nothing.
echo "uid $(id -u)"; echo "name $(id -un)"; echo "groups $(id -Gn)"; sudo -V 2>/dev/null | head -n 1
