# $1: the account that httpd runs as. Limits, owners and table of SysV semaphores. Reads only.
printf '== sem '; head -n 1 /proc/sys/kernel/sem
uid=$(id -u -- "$1" 2>/dev/null) && echo "== user $1 $uid"
awk 'NR > 1 { arrays++; all += $4; owners[$5]++ }
  END { print "== count " arrays + 0 " " all + 0; for (uid in owners) print "== owner " uid " " owners[uid] }' /proc/sysvipc/sem | head -n 50
echo '== table'; head -n 4000 /proc/sysvipc/sem
:
