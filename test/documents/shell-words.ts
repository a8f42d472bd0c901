/** One program with its arguments, without quotes and redirections. */
export interface Command {
  /** Environment variables that are set for this program only. */
  readonly variables: ReadonlyMap<string, string>
  /** The program and its arguments; empty if only variables are set. */
  readonly words: readonly string[]
}

/** Line part between `&&` or `;`: a program, or several programs joined by `|` or `||`. */
export interface Step {
  /** Text as written, without its comment. */
  readonly raw: string
  /** The commands in order. Commands inside `$(…)` come last. */
  readonly commands: readonly Command[]
}

interface Token {
  readonly kind: 'word' | 'operator'
  readonly text: string
  readonly at: number
  readonly end: number
}

const OPERATOR = /&&|\|\||[;|&]|\d?>>?(?:&\d)?|</y
const PIECE = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(\$\((?:[^()]|\([^()]*\))*\))|([^\s'"\\;|&<>])/sy

/**
 * Splits a line into tokens.
 * @throws Error the line has a form that this test cannot read
 */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line.charAt(at))) {
      at++
      continue
    }
    if (line[at] === '#') break
    OPERATOR.lastIndex = at
    const [operator] = OPERATOR.exec(line) ?? []
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, at, end: at + operator.length })
      at += operator.length
      continue
    }
    const start = at
    let text = ''
    for (;;) {
      PIECE.lastIndex = at
      const match = PIECE.exec(line)
      if (!match) break
      const [whole, single, double, escaped, substitution, plain] = match
      text += single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? substitution ?? plain ?? ''
      at += whole.length
    }
    if (at === start) throw new Error(`a quote is not closed: ${line.slice(at)}`)
    tokens.push({ kind: 'word', text, at: start, end: at })
  }
  return tokens
}

const isRedirection = ({ kind, text }: Token) => kind === 'operator' && /[<>]/.test(text)

function commandOf(tokens: readonly Token[]): Command {
  const plain = tokens.filter((token, index) => {
    const before = tokens[index - 1]
    const target = before !== undefined && isRedirection(before) && !before.text.includes('&')
    return token.kind === 'word' && !target
  })
  const first = plain.findIndex(({ text }) => !/^[A-Za-z_]\w*=/.test(text))
  const count = first < 0 ? plain.length : first
  const variables = plain.slice(0, count).map(({ text }): [string, string] => {
    const at = text.indexOf('=')
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return { variables: new Map(variables), words: plain.slice(count).map(({ text }) => text) }
}

function splitBy(tokens: readonly Token[], operators: readonly string[]): Token[][] {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'operator' && operators.includes(token.text)) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.filter((part) => part.length > 0)
}

const SUBSTITUTION = /\$\(((?:[^()]|\([^()]*\))*)\)/g

function stepOf(raw: string, tokens: readonly Token[]): Step {
  const inner = [...raw.matchAll(SUBSTITUTION)].flatMap(([, line = '']) => readSteps(line))
  const own = splitBy(tokens, ['|', '||', '&']).map(commandOf)
  return { raw, commands: [...own, ...inner.flatMap(({ commands }) => commands)] }
}

/**
 * Reads one line of shell: words, quotes, comments, `&&`, `;`, pipes and redirections. It supports
 * neither loops nor functions.
 * @throws Error a quote is not closed
 * @example readSteps('cd docs && ls | wc -l # how many').map(({ raw }) => raw) // ['cd docs', 'ls |
 * wc -l']
 */
export function readSteps(line: string): Step[] {
  return splitBy(tokensOf(line), ['&&', ';']).map((part) =>
    stepOf(line.slice(part[0]?.at, part.at(-1)?.end), part),
  )
}
