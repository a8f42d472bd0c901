/** A sentence for the log, `npm start` and `doctor`, without its full stop. */
export function reportModeWarning(zone: string): string {
  return `zones.${zone}.mode is "report": everybody gets any image of it, without a token`
}

const announced = new Set<string>()

/** Warns once per isolate that it serves a zone in report mode. Never throws. */
export function announceReportMode(zone: string): void {
  if (announced.has(zone)) return
  announced.add(zone)
  try {
    console.warn(reportModeWarning(zone))
  } catch {}
}
