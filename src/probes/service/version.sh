# $@: httpd with -V. As the account: what is printed needs no rights.
"$@" 2>&1 </dev/null
