# oncall_release: gives back the lock that this shell took.
oncall_release() {
  [ -z "${oncall_file-}" ] || rm -f "$oncall_file.holder" 2>/dev/null
  exec 9<&-
}
