/** First instance with each name that has loaded its configuration in this isolate. */
const holders = new Map<string, string>()

/** Returns a warning if another instance has the same name. */
export function sharedName(name: string, holder: string | undefined): readonly string[] {
  if (holder === undefined) return []
  const first = holders.get(name) ?? holder
  holders.set(name, first)
  const named = name === '' ? 'without a name' : `with the name ${name}`
  return first === holder
    ? []
    : [`name: there are two instances ${named}: they share cached images; give each a name of its own`]
}
