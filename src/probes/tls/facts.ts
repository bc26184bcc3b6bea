import { z } from 'zod';

/** One certificate and its key as the configuration pairs them. */
export const KeyPair = z.object({
  /** `FILE:LINE` of the SSLCertificateFile line. */
  at: z.string().optional(),
  cert: z.string(),
  key: z.string().optional(),
  /** `ok`, or why the certificate could not be read as one. */
  certState: z.enum(['ok', 'missing', 'empty', 'unreadable', 'unknown']),
  /** `unknown` where only root could look. */
  keyState: z.enum(['ok', 'missing', 'empty', 'encrypted', 'unreadable', 'unknown']),
  /** Present only when the digests of both public keys are known. */
  matches: z.boolean().optional(),
  expires: z.string().optional(),
  subject: z.string().optional(),
  /** The captured lines of this pair, by what they state. */
  lines: z.record(z.string(), z.string()),
});
export type KeyPair = z.infer<typeof KeyPair>;

/** Certificates and keys of the configuration on disk. */
export const CertificatesFacts = z.object({
  /** True when root looked, so that keys were compared as well. */
  privileged: z.boolean(),
  pairs: z.array(KeyPair),
  /** Certificates whose path holds a variable that is not known here. */
  unresolved: z.array(z.string()),
});
export type CertificatesFacts = z.infer<typeof CertificatesFacts>;
