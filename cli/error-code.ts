/** Returns the reason why a request had no answer, such as `ECONNREFUSED`. */
export function errorCode(error: unknown): string {
  const { code, message }: { code?: unknown; message?: unknown } = Object(Object(error).cause)
  return String(code ?? message ?? Object(error).name)
}
