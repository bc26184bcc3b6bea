# When the host started, by uptime and by the kernel's own note. Reads only.
{ read -r up rest < /proc/uptime && echo "uptime $up"; } 2>/dev/null
{ while read -r name value rest; do case $name in btime) echo "btime $value"; break ;; esac; done < /proc/stat; } 2>/dev/null
