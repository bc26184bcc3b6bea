# Makes changes on copies in the working folder: lines are replaced byte for byte, and the digest of the result is made. Changes nothing else.
# An item is a path with what it was and what it is to be; its files in the working folder: N.before, N.want, N.old, N.new. Sets $item.
open_item() {
  item=$(awk -v path="$1" '$0 == path { print NR; exit }' "$work/paths")
  [ -z "$item" ] || return 0
  trusted_folder "${1%/*}" || [ "${2:-}" = new-folder ] || fail $UNSEEN "${1%/*} can be changed by somebody besides root, or is not there"
  was=$(state_of "$1")
  case $was in
    other|dir:*) { [ "$was" != other ] && [ "${2:-}" = folder ]; } || fail $UNSEEN "$1 is neither a file nor a link that can be put back" ;;
    file:*)
      trusted_file "$1" || fail $UNSEEN "$1 can be changed by somebody besides root, or has a second name"
      [ "$(stat -c %s -- "$1")" -le 1048576 ] || fail $UNSEEN "$1 is larger than 1 MiB" ;;
  esac
  printf '%s\n' "$1" >>"$work/paths" || fail $BROKEN 'no room for working files'
  item=$(awk 'END { print NR }' "$work/paths")
  case $was in
    file:*)
      { cp -- "$1" "$work/$item.old" && cp -- "$1" "$work/$item.new" && [ "$(sha_of "$work/$item.old")" = "$(printf '%s' "$was" | cut -d: -f2)" ]; } || fail $BROKEN "$1 could not be read"
      # shellcheck disable=SC2094 # both only read it
      tr -d '\000' <"$work/$item.old" | cmp -s - "$work/$item.old" || fail $UNSEEN "$1 is not text" ;;
  esac
  { printf '%s\n' "$was" >"$work/$item.before" && printf '%s\n' "$was" >"$work/$item.want"; } || fail $BROKEN 'no room for working files'
}

want() {
  printf '%s\n' "$2" >"$work/$1.want" || fail $BROKEN 'no room for working files'
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
  is_ended "$1" "$2" && end='\n'
  { head -n "$(($2 - 1))" "$staged" && printf "%s$end" "$3" && tail -n "+$(($2 + 1))" "$staged"; } >"$staged.next" && keep_staged "$1" 0
}

insert_after() {
  staged=$work/$1.new
  text=$3
  if is_ended "$1" "$2"; then
    case $(line_of "$1" "$2") in *"$cr") text=$text$cr ;; esac
    { head -n "$2" "$staged" && printf '%s\n' "$text" && tail -n "+$(($2 + 1))" "$staged"; } >"$staged.next" && keep_staged "$1" 1
  else
    end=
    [ "$2" -gt 1 ] && case $(line_of "$1" "$(($2 - 1))") in *"$cr") end=$cr ;; esac
    { cat "$staged" && printf '%s\n%s' "$end" "$text"; } >"$staged.next" && keep_staged "$1" 1
  fi
}

# Counts the lines before it believes what was written.
keep_staged() {
  [ "$(wc -l <"$work/$1.new.next")" -eq "$(($(wc -l <"$work/$1.new") + $2))" ] && mv -f -- "$work/$1.new.next" "$work/$1.new" || return 1
}

continues() {
  case $1 in *\\|*\\"$cr") return 0 ;; esac
  return 1
}

# Writes N.after and lists what differs, in the order of the paths, to $work/changes.
list_differences() {
  : >"$work/all" || fail $BROKEN 'no room for working files'
  number=0
  while IFS= read -r path; do
    number=$((number + 1))
    after=$(wanted $number)
    case $after in
      file:*) after=file:$(sha_of "$work/$number.new"):$(printf '%s' "$after" | cut -d: -f3-5) ;;
    esac
    printf '%s %s %s %s\n' "$path" "$number" "$(cat "$work/$number.before")" "$after" >>"$work/all" || fail $BROKEN 'no room for working files'
  done <"$work/paths" || fail $BROKEN 'no room for working files'
  sort "$work/all" | awk '$3 != $4 { print }' >"$work/changes" || fail $BROKEN 'no room for working files'
  result=$({ echo 'oncall-change 1'; sort "$work/all" | awk '{ print $1, $3, $4 }'; } | sha256sum | cut -c1-64)
}
