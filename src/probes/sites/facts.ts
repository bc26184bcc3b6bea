import { z } from 'zod';

const count = z.number().int().nonnegative();

/** How often others got this answer, and when first and last, by the access log. */
export const Told = z.object({ status: z.number().int(), count, first: z.string(), last: z.string() });
export type Told = z.infer<typeof Told>;

/** A certificate as it is served to who asks for that name. */
export const ServedCertificate = z.object({
  /** Certificates sent, the site's own included. */
  chain: count,
  /** openssl verify(1): 0 = good, 10 = expired, 18 = self-signed, 20 and 21 = the issuer is not known. */
  verify: z.number().int().optional(),
  subject: z.string().optional(),
  issuer: z.string().optional(),
  notAfter: z.string().optional(),
  /** It says where its issuer's certificate can be had, as those of public authorities do. */
  issuerPublished: z.boolean(),
  /** Captured lines, by what they state. */
  lines: z.record(z.string(), z.string()),
});
export type ServedCertificate = z.infer<typeof ServedCertificate>;

/** One site of the running server, and how a request for its `/` ended. */
export const SiteAnswer = z.object({
  url: z.string(),
  scheme: z.enum(['http', 'https']),
  address: z.string(),
  port: z.number().int(),
  name: z.string().optional(),
  /** `FILE:LINE` of its virtual host. */
  place: z.string().optional(),
  connected: z.boolean(),
  /** Status of the answer; absent where none came. */
  http: z.number().int().optional(),
  /** Until the first byte of the answer, or until it was given up. */
  seconds: z.number(),
  /** curl(1) exit code: 7 refused, 28 timed out, 35 TLS, 52 empty reply, 56 reset, 60 not verified, 127 no client. */
  exit: z.number().int(),
  server: z.string().optional(),
  location: z.string().optional(),
  setsCookie: z.boolean(),
  /** The line that says how it ended, verbatim. */
  line: z.string(),
  /** Why the certificate was not accepted, in curl's words; the answer is then that to a request which does not check it. */
  unverified: z.string().optional(),
  /** TLS ended because the server wants a certificate of the client. */
  wantsClientCertificate: z.boolean(),
  /** What a request from the host's own address got, where that from loopback got 403. */
  fromOwnAddress: z.number().int().optional(),
  certificate: ServedCertificate.optional(),
  /** Its DocumentRoot, where nothing is at that path. */
  rootMissing: z.string().optional(),
  /** Its DocumentRoot, where no file there could be an index: `/` is 403 then by what httpd does (AH01276). */
  withoutIndex: z.string().optional(),
  /** The log its requests are in, and what it says: of `/`, and of everything by the first digit of the status. */
  log: z.string().optional(),
  root: z.array(Told),
  all: z.array(Told),
});
export type SiteAnswer = z.infer<typeof SiteAnswer>;

/** What the running server answers to the bot's own requests. */
export const SitesFacts = z.object({
  /** Where the names of the sites are from; `none` when the server knows no virtual host or does not tell. */
  names: z.enum(['dump', 'files', 'none']),
  sites: z.array(SiteAnswer),
  /** Sites there was no time for. */
  left: count,
  /** Ports of which no more sites were asked, because two had not been answered. */
  hung: z.array(z.number().int()),
  /** Some access rule of the configuration depends on who asks. */
  restricts: z.boolean(),
});
export type SitesFacts = z.infer<typeof SitesFacts>;
