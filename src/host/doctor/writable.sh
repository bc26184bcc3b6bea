# $@: what decides over what root runs. Which of it the account could write. Called by `oncall doctor`, as the account; changes nothing.
find "$@" -maxdepth 4 ! -type l -writable 2>/dev/null | head -n 20 | sed 's/^/writable /'
echo end
