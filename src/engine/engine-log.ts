/** What the engine says about itself; a pino logger fits. */
export interface EngineLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
