const announced = new Set<string>()

/** Logs a warning about the configuration, once per isolate. Never throws. */
export function announce(sentence: string): void {
  if (announced.has(sentence)) return
  announced.add(sentence)
  try {
    console.warn(sentence)
  } catch {}
}
