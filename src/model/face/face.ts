import type { Actor } from '../engine-port.ts';
import type { Asking, Message } from './message.ts';
import type { Conversation, MessageRef, Place } from './places.ts';

/**
 * Why a message had no effect, or may have had one: `unknown` = it was sent and no answer came; `not-sent` = it never left; `not-in-channel` = the bot cannot
 * write there; `gone` = it can no longer be edited; `unreadable` = its form was refused; `impossible` = this face has no such thing; `refused` = anything else.
 */
export type SendFailure =
  | 'not-in-channel'
  | 'gone'
  | 'unreadable'
  | 'not-authorised'
  | 'rate-limited'
  | 'not-sent'
  | 'unknown'
  | 'impossible'
  | 'refused';

/** Something that was not delivered; `detail` is the other side's own code, for the log. */
export interface Unsent {
  readonly sent: false;
  readonly reason: SendFailure;
  readonly detail: string;
}

/** What became of a message; `ref` is where it is now, which after an edit of a message that is gone is somewhere new. */
export type Sent = { readonly sent: true; readonly ref: MessageRef } | Unsent;

/** What became of something that has no place of its own. */
export type Delivered = { readonly sent: true } | Unsent;

/** A file for a thread: text that is redacted already, or bytes that we made ourselves, such as a picture. */
export type ThreadFile = {
  readonly filename: string;
  readonly title: string;
  /** True for what only says at length what a message says: a face without files leaves it out. */
  readonly aside?: true;
} & ({ readonly text: string } | { readonly bytes: Uint8Array });

/** Where the bot talks with people: a chat or a terminal. Messages are meaning, and the face gives them their form. No member rejects. */
export interface Face {
  /** The face's name in the record: the surface of its actors. */
  readonly surface: Exclude<Actor['surface'], 'system'>;
  /** Posts once; when it is not known whether that worked, it may stand there twice and then says so. */
  post(place: Place, message: Message): Promise<Sent>;
  /** Replaces a message; what is gone is posted again, into `thread` where it is told. */
  edit(at: MessageRef, message: Message, thread?: MessageRef): Promise<Sent>;
  /** Shows how far something is when there is room for it: only the latest counts, and none may ever be shown. */
  progress(at: MessageRef, message: Message): void;
  /** Asks for a decision, in place of the message `at` where there is one; `impossible` where nobody can decide. */
  ask(thread: MessageRef, at: MessageRef | null, question: Asking): Promise<Sent>;
  /** False where {@link ask} is impossible: then nothing that needs a decision has to be prepared. */
  readonly decides: boolean;
  /** Tells one person alone, who may miss it. */
  whisper(to: Whisper, message: Message): Promise<Delivered>;
  /** Attaches a file to a thread, for nobody but those who read that thread. */
  attach(thread: MessageRef, file: ThreadFile): Promise<Delivered>;
  /** The address of a message, for a link. */
  link(at: MessageRef): Promise<string | undefined>;
  /** The conversation a message stands in. */
  conversationOf(at: MessageRef): Conversation;
}

/** To whom something is whispered, and beside what. */
export interface Whisper {
  readonly person: string;
  readonly conversation: Conversation;
  readonly thread?: MessageRef | undefined;
}

/** Somebody, as far as permissions need it. */
export interface Person {
  readonly id: string;
  /** The organisation whose member it is; null where the face does not say, which counts as unknown. */
  readonly team: string | null;
  readonly guest: boolean;
  /** A member of another organisation. */
  readonly stranger: boolean;
  readonly bot: boolean;
  readonly deactivated: boolean;
  /** Somebody with the account that runs the bot: who can write its files may lift a freeze anyway. */
  readonly operator?: true;
}

/** Whom a face knows and what it says of them, at most a minute old; undefined means that it could not be asked, and must be read as no. */
export interface Directory {
  person(id: string): Promise<Person | undefined>;
  members(groups: readonly string[]): Promise<readonly string[] | undefined>;
  /** Whether people of another organisation can be in the conversation. */
  isShared(conversation: Conversation): Promise<boolean | undefined>;
}
