/** A sentence for the log, `npm start` and `doctor`, without its full stop. */
export function reportModeWarning(zone: string): string {
  return `zones.${zone}.mode is "report": everybody gets any image of it, without a token`
}
