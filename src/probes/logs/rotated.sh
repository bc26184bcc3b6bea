# rotated LOG PID: paths of LOG's rotated files that hold lines from after the process PID was started, oldest first, as `+ PATH`, and `- PATH` for those too large
# or packed by a program that is not asked for. The file before the present one is always among them: a server that is down may have said its last words there, and
# one that was rotated a minute ago has nearly all of them there.
# unrolled BYTES: prints what such a list on standard input names. At most 8 files, packed ones to 8 MiB and 3 s each, and no file is begun after 3 s.
# fresh_rotated LOG: whether the newest of them was written to within the hour.
started() {
  line='' boot=0
  { read -r line; } 2>/dev/null <"/proc/$1/stat" || return 0
  { while read -r name value rest; do [ "$name" = btime ] && boot=$value; done; } 2>/dev/null </proc/stat
  # shellcheck disable=SC2046,SC2086 # split into words on purpose
  set -- $(getconf CLK_TCK 2>/dev/null || echo 100) ${line##*) }
  hertz=$1; shift 20
  echo $((boot + $1 / hertz))
}
rolled() { stat -c '%Y %s %n' -- "$1".[0-9]* "$1"-[0-9]* 2>/dev/null | sort -k1,1nr -k3,3; }
rotated() {
  since=$(started "$2")
  rolled "$1" | awk -v since="${since:-9999999999}" 'NR == 1 || $1 >= since' | head -n 8 | sort -n | while read -r _ size path; do
    case $path in
      *.gz) if [ "$size" -le 8388608 ] && [ -r "$path" ] && has gzip; then echo "+ $path"; else echo "- $path"; fi ;;
      *.xz | *.bz2 | *.zst | *.lz4) echo "- $path" ;;
      *) if [ -f "$path" ] && [ -r "$path" ]; then echo "+ $path"; else echo "- $path"; fi ;;
    esac
  done
}
fresh_rotated() { rolled "$1" | awk -v now="$(date +%s)" '{ exit }; END { exit !(NR && now - $1 < 3600) }'; }
unrolled() {
  begun=$(date +%s)
  while read -r mark path; do
    { [ "$mark" = + ] && [ "$(($(date +%s) - begun))" -lt 3 ]; } || continue
    case $path in
      *.gz) limited 3 gzip -dc -- "$path" 2>/dev/null ;;
      *.1) tail -c "$1" "$path" ;;
      *) tail -c 16777216 "$path" ;;
    esac
  done
}
