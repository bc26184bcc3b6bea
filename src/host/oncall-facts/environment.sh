# `environment`: `variable PID NAME` for each environment variable that a parent was started with, never its value, then `environment N`.
parents() {
  set +f
  for directory in /proc/[0-9]*; do
    comm='' ppid='' above=
    { read -r comm < "$directory/comm"; } 2>/dev/null
    case $comm in apache2*|httpd*) ;; *) continue ;; esac
    { while read -r name value rest; do case $name in PPid:) ppid=$value; break ;; esac; done < "$directory/status"; } 2>/dev/null
    { read -r above < "/proc/$ppid/comm"; } 2>/dev/null
    case $above in apache2*|httpd*) ;; *) printf '%s\n' "${directory#/proc/}" ;; esac
  done
  set -f
}

environment() {
  parents | head -n 16 | {
    count=0
    while read -r pid; do
      [ -r "/proc/$pid/environ" ] || continue
      count=$((count + 1))
      head -c 262144 "/proc/$pid/environ" 2>/dev/null | tr '\n\000' '\001\n' | sed -n "s/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/variable $pid \1/p" | head -n 500
    done
    echo "environment $count"
  }
}
