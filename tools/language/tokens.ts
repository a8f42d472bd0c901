import { LanguageVariant, SyntaxKind } from 'typescript/unstable/ast'
import { createScanner } from 'typescript/unstable/ast/scanner'
import { Failure } from '../../src/errors.ts'

/** A comment or a name in a TypeScript, TSX, JavaScript or AssemblyScript file. */
export interface Token {
  readonly kind: 'comment' | 'name'
  /** Source text. A comment includes its delimiters; names include words such as `of`. */
  readonly text: string
  /** Offset of the first character in the file. */
  readonly offset: number
}

/**
 * Tokens after which a slash is a division and does not begin a regular expression. After a name, a
 * slash is also a division.
 */
const ENDS_OF_OPERANDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.NumericLiteral,
  SyntaxKind.BigIntLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.ThisKeyword,
  SyntaxKind.SuperKeyword,
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.PlusPlusToken,
  SyntaxKind.MinusMinusToken,
])

const BLANKS: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.WhitespaceTrivia, SyntaxKind.NewLineTrivia])

const COMMENTS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.SingleLineCommentTrivia,
  SyntaxKind.MultiLineCommentTrivia,
])

/**
 * Lists a file's comments and names with TypeScript's scanner. The scanner does not know where a
 * regular expression or the rest of a template begins. The previous token and the open braces
 * decide it, which is enough for this repository's files. Therefore no parser is needed.
 * @param file file name, for errors
 * @throws Failure bad-parameter: a template or a comment does not end, because the rest of the file
 *   was not read
 */
export function readTokens(file: string, text: string): Token[] {
  const scanner = createScanner(false, LanguageVariant.JSX, text)
  const tokens: Token[] = []
  /** Open braces from the outermost to the innermost: `true` for a template's `${`. */
  const braces: boolean[] = []
  let afterOperand = false

  function scan(): SyntaxKind {
    const kind = scanner.scan()
    if (kind === SyntaxKind.OpenBraceToken || kind === SyntaxKind.TemplateHead) {
      braces.push(kind === SyntaxKind.TemplateHead)
    }
    if (kind === SyntaxKind.CloseBraceToken && braces.pop()) {
      const rest = scanner.reScanTemplateToken(false)
      if (rest === SyntaxKind.TemplateMiddle) braces.push(true)
      return rest
    }
    const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken
    return isSlash && !afterOperand ? scanner.reScanSlashToken() : kind
  }

  for (let kind = scan(); kind !== SyntaxKind.EndOfFile; kind = scan()) {
    const offset = scanner.getTokenStart()
    const token = scanner.getTokenText()
    // A string or a regular expression ends with its line at the latest.
    if (scanner.isUnterminated() && /^(?:`|\}|\/\*)/.test(token)) {
      throw new Failure('bad-parameter', `${file}: ${token.slice(0, 20)} has no end`)
    }
    if (BLANKS.has(kind)) continue
    if (COMMENTS.has(kind)) {
      tokens.push({ kind: 'comment', text: token, offset })
      continue
    }
    const isName = scanner.isIdentifier()
    if (isName) tokens.push({ kind: 'name', text: token, offset })
    // `a! / b`: an exclamation mark after an operand belongs to the operand.
    if (kind !== SyntaxKind.ExclamationToken) afterOperand = isName || ENDS_OF_OPERANDS.has(kind)
  }
  return tokens
}
