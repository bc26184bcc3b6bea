# Prints the difference between what is there and what is to be, for people to approve. Changes nothing.
show_state() {
  case $1 in
    absent) ;;
    link:*) printf '%ssymbolic link to %s\n' "$2" "${1#link:}" ;;
    dir:*) printf '%sfolder, owner:group:mode %s\n' "$2" "${1#dir:}" ;;
  esac
}

# A last line that lacked its end and has one now is in the difference, though it says what it said: its words are left out.
hide_last() {
  tail -n 1 "$1" >"$work/last" && awk '
    function said(text) { sub(/\r$/, "", text); return text }
    NR == FNR { last = said($0); next }
    { line[++count] = $0; if (said($0) == "+" last) moved = 1 }
    END {
      for (i = 1; i <= count; i++) {
        hidden = moved && i > 2 && line[i] ~ /^[-+]/ && said(substr(line[i], 2)) == last
        print hidden ? substr(line[i], 1, 1) "(a line that not everybody may read)" : line[i]
      }
    }' "$work/last" "$work/diff"
}

show_change() {
  from=a$1 to=b$1
  [ "$3" != absent ] || from=/dev/null
  [ "$4" != absent ] || to=/dev/null
  case $3/$4 in
    file:*/file:*|file:*/absent|absent/file:*)
      lines=0 old=$work/$2.old new=$work/$2.new
      [ "$3" != absent ] || old=/dev/null
      [ "$4" != absent ] || new=/dev/null
      if [ "$3" = absent ] || is_public "$1"; then lines=3; fi
      diff -U "$lines" -L "$from" -L "$to" "$old" "$new" >"$work/diff"
      if [ "$lines" = 0 ] && [ -n "$(tail -c 1 "$old")" ]; then hide_last "$old"; else cat "$work/diff"; fi ;;
    *)
      printf -- '--- %s\n+++ %s\n' "$from" "$to"
      show_state "$3" -
      show_state "$4" + ;;
  esac
}

show_changes() {
  while read -r path number before after; do show_change "$path" "$number" "$before" "$after"; done <"$work/changes"
  [ ! -s "$work/changes" ] || [ ! -s "$work/notes" ] || sed 's/^/# /' "$work/notes"
}
