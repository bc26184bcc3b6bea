/** Messages that judge the server as a whole: lifecycle, capacity, children, resources, start and configuration; a busy proxy writes none of them. */
export const serverMessages = [
  'AH000(0[0-9]|1[3-9]|2[0-4]|4[5-9]|5[0-3]|6[0-9]|7[2-8]|9[0-9])',
  'AH001(0[0-9]|11|44|5[5-9]|6[1-9]|7[0-9]|8[0-9])',
  'AH00(2[78][0-9]|29[0-9]|30[0-9]|31[0-9]|32[0-3])',
  'AH00(47[4-9]|48[0-9]|49[0-9]|50[0-9]|51[0-9]|52[0-6]|534|54[3-6])',
  'AH(10159|03490|03104|10392|02324|02818|02478|02291|02297|02179|02163|10231|10034|06547)',
  'AH(0231[0-9]|025[67][0-9]|0258[0-9]|02217|02218)',
  'server reached MaxClients|within MinSpareThreads of MaxClients|exit signal|resuming normal operations',
  'caught SIG|received\\.  |no listening sockets|Syntax error on line|Cannot load|undefined symbol',
  'accept (lock|mutex)|SSLMutex|^\\*\\*\\* |double free|free\\(\\)|malloc\\(\\)|munmap_chunk|corrupted |terminate called',
  '\\((12|23|24|28|30)\\)[A-Z]|File size limit',
].join('|');
