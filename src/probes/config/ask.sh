# $@: the command that asks httpd, such as the syntax check. Reads the configuration as httpd's own start would; starts and stops nothing.
. ../survey/as-root-or-user.sh

ask "$@"
