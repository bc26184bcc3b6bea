# Puts a path into a state in one step, so that nobody ever reads half of a file.
# Puts content in place of a file in one step: place_file ID PATH SOURCE UID GID MODE SHA256 [exactly]
place_file() {
  temporary=$(mktemp "${2%/*}/.oncall-$1.XXXXXX") || return 1
  if [ "${8:-}" = exactly ]; then cp -a -- "$3" "$temporary"
  else
    cat -- "$3" >"$temporary" || { rm -f -- "$temporary"; return 1; }
    [ ! -f "$2" ] || cp --attributes-only --preserve=mode,ownership,xattr -- "$2" "$temporary" 2>/dev/null || :
  fi
  if chown "$4:$5" "$temporary" && chmod "$6" "$temporary" && [ "$(state_of "$temporary")" = "file:$7:$4:$5:$6" ]; then
    if [ -f "$2" ] && command -v chcon >/dev/null 2>&1; then chcon --reference="$2" -- "$temporary" 2>/dev/null; fi
    flush "$temporary" && mv -T -f -- "$temporary" "$2" && return 0
  fi
  rm -f -- "$temporary"
  return 1
}

place_link() {
  rm -f -- "${2%/*}/.oncall-$1.link" && ln -s -- "$3" "${2%/*}/.oncall-$1.link" && mv -T -f -- "${2%/*}/.oncall-$1.link" "$2"
}

# Makes a path be what a state says: place ID PATH STATE SOURCE [exactly]
place() {
  trusted_folder "${2%/*}" || return 1
  there=$(state_of "$2")
  case $3 in
    file:*)
      case $there in file:*|link:*|absent) ;; *) return 1 ;; esac
      rest=${3#file:}
      # shellcheck disable=SC2046 # split into words on purpose
      place_file "$1" "$2" "$4" $(printf '%s' "$rest" | cut -d: -f2-4 | tr : ' ') "${rest%%:*}" "${5:-}" ;;
    link:*)
      case $there in file:*|link:*|absent) place_link "$1" "$2" "${3#link:}" ;; *) return 1 ;; esac ;;
    dir:*)
      [ "$there" = absent ] || return 0
      rest=${3#dir:}
      mkdir -m 0700 -- "$2" && chown "${rest%:*}" "$2" && chmod "${rest##*:}" "$2" &&
        { ! command -v restorecon >/dev/null 2>&1 || restorecon -- "$2" 2>/dev/null || :; } ;;
    absent)
      case $there in
        absent) ;;
        file:*|link:*) rm -f -- "$2" ;;
        dir:*) rmdir -- "$2" 2>/dev/null || [ "${5:-}" = exactly ] ;;
        *) return 1 ;;
      esac ;;
    *) return 1 ;;
  esac
}

# Folders first, then what is in them, removals last, folders at the very end.
in_order() {
  awk '{ rank = $4 ~ /^dir:/ ? 1 : $4 != "absent" ? 2 : $3 ~ /^dir:/ ? 4 : 3; print rank, $0 }' "$work/changes" | sort -s -k1,1n | cut -d' ' -f2-
}

make_changes() {
  in_order >"$work/ordered" || return 1
  while read -r path number before after; do
    [ "$(state_of "$path")" = "$before" ] || return 1
    place "$1" "$path" "$after" "$work/$number.new" || return 1
  done <"$work/ordered" || return 1
  sync
}
