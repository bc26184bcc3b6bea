/** The part of the helper that makes changes on copies: lines are replaced byte for byte, the difference and the digest of the result are written. */
export const editorStage = `# An item is a path with what it was and what it is to be; its files in the working folder: N.before, N.want, N.old, N.new. Sets $item.
open_item() {
  item=$(awk -v path="$1" '$0 == path { print NR; exit }' "$work/paths")
  [ -z "$item" ] || return 0
  trusted_folder "\${1%/*}" || [ "\${2:-}" = new-folder ] || fail $UNSEEN "\${1%/*} can be changed by somebody besides root, or is not there"
  was=$(state_of "$1")
  case $was in
    other|dir:*) [ "$was" != other ] && [ "\${2:-}" = folder ] || fail $UNSEEN "$1 is neither a file nor a link that can be put back" ;;
    file:*)
      trusted_file "$1" || fail $UNSEEN "$1 can be changed by somebody besides root, or has a second name"
      [ "$(stat -c %s -- "$1")" -le 1048576 ] || fail $UNSEEN "$1 is larger than 1 MiB" ;;
  esac
  printf '%s\\n' "$1" >>"$work/paths" || fail $BROKEN 'no room for working files'
  item=$(awk 'END { print NR }' "$work/paths")
  case $was in
    file:*)
      cp -- "$1" "$work/$item.old" && cp -- "$1" "$work/$item.new" && [ "$(sha_of "$work/$item.old")" = "$(printf '%s' "$was" | cut -d: -f2)" ] || fail $BROKEN "$1 could not be read"
      tr -d '\\000' <"$work/$item.old" | cmp -s - "$work/$item.old" || fail $UNSEEN "$1 is not text" ;;
  esac
  printf '%s\\n' "$was" >"$work/$item.before" && printf '%s\\n' "$was" >"$work/$item.want" || fail $BROKEN 'no room for working files'
}

want() {
  printf '%s\\n' "$2" >"$work/$1.want" || fail $BROKEN 'no room for working files'
}

wanted() {
  cat "$work/$1.want"
}

# The file is to stay or become one, with its own owner and mode or those of a new one.
want_file() {
  case $(cat "$work/$1.before") in
    file:*) want "$1" "$(cat "$work/$1.before")" ;;
    *) want "$1" file:new:0:0:644 ;;
  esac
}

line_of() {
  sed -n "$2{p;q;}" "$work/$1.new"
}

# Whether a line ends in LF; only the last one can lack it.
is_ended() {
  [ "$(tail -n "+$2" "$work/$1.new" | head -n 1 | wc -l)" -eq 1 ]
}

replace_line() {
  staged=$work/$1.new
  end=
  is_ended "$1" "$2" && end='\\n'
  { head -n "$(($2 - 1))" "$staged" && printf "%s$end" "$3" && tail -n "+$(($2 + 1))" "$staged"; } >"$staged.next" && keep_staged "$1" 0
}

insert_after() {
  staged=$work/$1.new
  text=$3
  if is_ended "$1" "$2"; then
    case $(line_of "$1" "$2") in *"$cr") text=$text$cr ;; esac
    { head -n "$2" "$staged" && printf '%s\\n' "$text" && tail -n "+$(($2 + 1))" "$staged"; } >"$staged.next" && keep_staged "$1" 1
  else
    end=
    [ "$2" -gt 1 ] && case $(line_of "$1" "$(($2 - 1))") in *"$cr") end=$cr ;; esac
    { cat "$staged" && printf '%s\\n%s' "$end" "$text"; } >"$staged.next" && keep_staged "$1" 1
  fi
}

# Counts the lines before it believes what was written.
keep_staged() {
  [ "$(wc -l <"$work/$1.new.next")" -eq "$(($(wc -l <"$work/$1.new") + $2))" ] && mv -f -- "$work/$1.new.next" "$work/$1.new" || return 1
}

continues() {
  case $1 in *\\\\|*\\\\"$cr") return 0 ;; esac
  return 1
}

# Writes N.after and lists what differs, in the order of the paths, to $work/changes.
settle_items() {
  : >"$work/all" || fail $BROKEN 'no room for working files'
  number=0
  while IFS= read -r path; do
    number=$((number + 1))
    after=$(wanted $number)
    case $after in
      file:*) after=file:$(sha_of "$work/$number.new"):$(printf '%s' "$after" | cut -d: -f3-5) ;;
    esac
    printf '%s %s %s %s\\n' "$path" "$number" "$(cat "$work/$number.before")" "$after" >>"$work/all" || fail $BROKEN 'no room for working files'
  done <"$work/paths" || fail $BROKEN 'no room for working files'
  sort "$work/all" | awk '$3 != $4 { print }' >"$work/changes" || fail $BROKEN 'no room for working files'
  result=$({ echo 'oncall-change 1'; sort "$work/all" | awk '{ print $1, $3, $4 }'; } | sha256sum | cut -c1-64)
}

show_state() {
  case $1 in
    absent) ;;
    link:*) printf '%ssymbolic link to %s\\n' "$2" "\${1#link:}" ;;
    dir:*) printf '%sfolder, owner:group:mode %s\\n' "$2" "\${1#dir:}" ;;
  esac
}

# A last line that lacked its end and has one now is in the difference, though it says what it said: its words are left out.
hide_last() {
  tail -n 1 "$1" >"$work/last" && awk '
    function said(text) { sub(/\\r$/, "", text); return text }
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
      printf -- '--- %s\\n+++ %s\\n' "$from" "$to"
      show_state "$3" -
      show_state "$4" + ;;
  esac
}

show_changes() {
  while read -r path number before after; do show_change "$path" "$number" "$before" "$after"; done <"$work/changes"
  [ ! -s "$work/changes" ] || [ ! -s "$work/notes" ] || sed 's/^/# /' "$work/notes"
}

`;
