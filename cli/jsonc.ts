/** Matches a JSON string, which is kept, or a JSONC comment. */
const COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n\r]*|\/\*.*?\*\//gs

/** Matches a JSON string, which is kept, or a comma before a closing bracket. */
const TRAILING_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[\]}])/g

/**
 * Parses JSON with comments and trailing commas.
 * @throws SyntaxError
 * @example parseJsonc('{ "a": [1, 2,], } // two') // { a: [1, 2] }
 */
export function parseJsonc(text: string): unknown {
  const keep = (_: string, quoted: string | undefined) => quoted ?? ' '
  const plain = text.replace(/^\uFEFF/, '').replace(COMMENT, keep)
  return JSON.parse(plain.replace(TRAILING_COMMA, keep))
}
