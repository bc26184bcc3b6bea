# What httpd would meet when it opens its logs, of the `D` lines in $lines; included in directives.sh. A piped program is named by its first word and run without
# a search path, a file by its path, relative to ServerRoot; what lies behind a folder this user may not search is `unseen`, and names of other log providers are
# left out. Nothing is opened or started: only names and modes are looked at.
look() {
  state=new rest=$1
  if [ -d "$1" ]; then state=directory; return 0; fi
  if [ -e "$1" ]; then state='file'; return 0; fi
  while [ ! -e "$rest" ]; do
    gone=$rest
    [ ! -L "$gone" ] || state=unseen
    rest=${rest%/*}
    [ "$rest" ] || rest=/
  done
  [ -x "$rest" ] || state=unseen
  [ "$state" = unseen ] || [ "$gone" = "$1" ] || state=no-directory
}
printf '%s\n' "$lines" | awk -v logs="$logs" '
  /^F / { file = substr($0, 3); next }
  !/^D / { next }
  { name = tolower($3) }
  name == "serverroot" { root = $4; gsub(/"/, "", root); next }
  name !~ /^(error|custom|transfer|global)log$/ { next }
  {
    target = $0
    sub(/^D [0-9]+ [^ \t]+[ \t]+/, "", target)
    if (target ~ /^"/) { target = substr(target, 2); sub(/".*$/, "", target) } else sub(/[ \t].*$/, "", target)
    gsub(/[$][{]APACHE_LOG_DIR[}]/, logs, target)
    kind = "file"
    if (target ~ /^[|]/) {
      kind = target ~ /^[|][$]/ ? "shell" : "program"
      sub(/^[|]+[$]?[ \t]*/, "", target)
      sub(/[ \t].*$/, "", target)
      if (target !~ /^\//) { if (kind == "shell" || target ~ /\//) next; target = "/" target }
    } else if (target !~ /^\//) {
      if (target !~ /\// || target ~ /:/ || root == "") next
      target = root "/" target
    }
    if (target ~ /[$][{]|[^ -~]|^\/(proc|dev)\//) next
    print kind "\t" $2 "\t" file "\t" target
  }' | head -n 1000 | while IFS='	' read -r kind line file target; do
  look "$target"
  if [ "$kind" != file ]; then
    case $state in
      new | no-directory) state=no-program ;;
      directory) state=not-executable ;;
      file) [ -x "$target" ] || case $(ls -ldL -- "$target" 2>/dev/null) in ???[xs]* | ??????[xs]* | ?????????[xt]*) ;; *) state=not-executable ;; esac ;;
    esac
    [ "$state" != file ] || continue
  fi
  case $state in file | new) ;; *) printf 'T %s %s %s\t%s\n' "$state" "$line" "$file" "$target" ;; esac
done
