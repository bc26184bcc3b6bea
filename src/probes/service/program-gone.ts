/** The shell's and the loader's words for a server program that cannot be run at all. */
export const programGone =
  /(?:apache2|httpd)[\w.-]{0,20}: (?:(?:command )?not found|No such file or directory|Permission denied)$|(?:apache2|httpd)[\w.-]{0,20}: error while loading shared libraries: /;
