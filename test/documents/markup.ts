/** Elements that have no end tag. */
const VOID = [
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]

const TAG = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([A-Za-z][\w.:-]*)((?:[^"'>]|"[^"]*"|'[^']*')*?)(\/?)>/gi
const ATTRIBUTE = /^\s*[^\s"'=<>]+(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?(?=\s|$)/

/** A mistake, and its line relative to the first line. */
export interface MarkupFault {
  readonly offset: number
  readonly what: string
}

function faultsOfAttributes(text: string): string[] {
  let rest = text
  const faults: string[] = []
  while (rest.trim() !== '') {
    const match = ATTRIBUTE.exec(rest)
    if (!match) return [...faults, `an attribute needs quotes: ${rest.trim().split(/\s/)[0]}`]
    const value = match[1] ?? match[2] ?? ''
    const [raw] = /&(?![a-z]+;|#\d+;|#x[\da-f]+;).{0,12}/i.exec(value) ?? []
    if (raw !== undefined) faults.push(`write &amp; for & in an attribute: ${raw}`)
    rest = rest.slice(match[0].length)
  }
  return faults
}

/**
 * Returns the mistakes in HTML: unclosed tags, unquoted attributes, and a bare `&` in an attribute.
 */
export function checkMarkup(html: string): MarkupFault[] {
  const faults: MarkupFault[] = []
  const open: { name: string; at: number }[] = []
  const offsetOf = (at: number) => html.slice(0, at).split('\n').length - 1
  const say = (at: number, what: string) => void faults.push({ offset: offsetOf(at), what })
  const rest = html.replaceAll(
    TAG,
    (
      whole,
      slash: string | undefined,
      tag: string | undefined,
      attributes: string,
      self: string,
      at: number,
    ) => {
      const blank = whole.replaceAll(/[^\n]/g, ' ')
      if (tag === undefined) return blank
      const name = tag.toLowerCase()
      if (slash) {
        const last = open.pop()
        if (last?.name !== name)
          say(at, `</${tag}> closes nothing: ${last ? `<${last.name}> is open` : 'no tag is open'}`)
        return blank
      }
      for (const what of faultsOfAttributes(attributes)) say(at, what)
      if (!VOID.includes(name) && !self) open.push({ name, at })
      return blank
    },
  )
  for (const { name, at } of open) say(at, `nothing closes <${name}>`)
  const stray = rest.search(/[<>]/)
  if (stray >= 0) say(stray, 'a tag is not whole here, or < and > are not written as &lt; and &gt;')
  return faults
}
