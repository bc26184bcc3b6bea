# $@: paths that httpd depends on. Room, inodes and mount state of the file systems below them, or below the nearest folder that exists. Reads only.
echo '== paths'; for f in "$@"; do echo "$f"; done
for f; do shift; while [ ! -e "$f" ] && [ "$f" != / ] && [ "$f" ]; do f=${f%/*}; [ "$f" ] || f=/; done; set -- "$@" "$f"; done
echo '== space'; limited 5 df -P -k -- "$@" 2>/dev/null
echo '== inodes'; limited 5 df -P -i -- "$@" 2>/dev/null
echo '== mounts'; awk 'NR <= 400 { split($4, option, ","); print $1, $2, $3, option[1] }' /proc/mounts 2>/dev/null
:
