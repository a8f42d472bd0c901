import { refuse } from '../command.ts'

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const NAMES = new Map(Object.entries(ENTITIES).map(([name, character]) => [character, name]))

/**
 * Escapes the characters that XML 1.0 does not allow in a text. Carriage returns are escaped
 * because a parser would read them as line feeds.
 */
function escapeText(text: string): string {
  return text.replace(/[<>&"'\t\n\r]/g, (character) => {
    const name = NAMES.get(character)
    return name === undefined ? `&#${character.charCodeAt(0)};` : `&${name};`
  })
}

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/**
 * Returns the texts of all elements with a given name. It only supports elements without attributes
 * and children.
 */
function textsOf(document: string, element: string): string[] {
  const found = document.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))
  return [...found].map(([, text = '']) => unescapeText(text))
}

/** One page in a bucket's listing. */
export interface Page {
  readonly objects: readonly { readonly key: string }[]
  readonly cursor?: string
}

/**
 * Parses the answer to ListObjectsV2.
 * @throws Failure bad-parameter: the document is not such an answer
 */
export function parsePage(document: string): Page {
  const [truncated] = textsOf(document, 'IsTruncated')
  const [cursor] = textsOf(document, 'NextContinuationToken')
  if (truncated === undefined || (truncated === 'true' && cursor === undefined))
    return refuse('the answer of the store is not a list of objects: check R2_ENDPOINT')
  const objects = textsOf(document, 'Key').map((key) => ({ key }))
  return truncated === 'true' && cursor !== undefined ? { objects, cursor } : { objects }
}

/**
 * Returns the body of a DeleteObjects request. `Quiet` makes the answer name only the objects that
 * could not be deleted.
 */
export function formatDeletion(keys: readonly string[]): string {
  const objects = keys.map((key) => `<Object><Key>${escapeText(key)}</Key></Object>`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`
}

/**
 * Returns the error codes in an S3 answer. Answers to DeleteObjects may contain errors although
 * their status is 200.
 */
export function parseErrorCodes(document: string): readonly string[] {
  return /<Error>/.test(document) ? textsOf(document, 'Code').filter((code) => /^\w{1,64}$/.test(code)) : []
}
