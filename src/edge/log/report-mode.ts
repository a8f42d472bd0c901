/**
 * Returns the warning about a zone in report mode, without a full stop, for the log, `npm start`
 * and `doctor`.
 */
export function reportModeWarning(zone: string): string {
  return `zones.${zone}.mode is "report": everybody can get all its images without a token`
}
