/**
 * Returns the warning that a zone is in report mode, for the log, `npm start` and `doctor`. It has
 * no full stop.
 */
export function reportModeWarning(zone: string): string {
  return `zones.${zone}.mode is "report": everybody can get all its images without a token`
}
