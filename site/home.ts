import type { MarkdownRenderer } from 'vitepress'

/** Token of markdown-it. */
export type Token = ReturnType<MarkdownRenderer['parse']>[number]

/** Heading of the README's section that becomes cards. */
const WAYS = /\bways in$/i

/** Tokens of a heading, a paragraph, a list, a fence or another block of the README. */
type Block = readonly Token[]

/** Splits tokens into blocks. */
function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Token[][] = []
  let depth = 0
  for (const token of tokens) {
    if (depth === 0) blocks.push([])
    blocks.at(-1)?.push(token)
    depth += token.nesting
  }
  return blocks
}

const isHeading = ([first]: Block, tag: string) => first?.type === 'heading_open' && first.tag === tag
const isParagraph = ([first]: Block) => first?.type === 'paragraph_open'
const textOf = (block: Block) => block.map(({ content }) => content).join('')

const isPicture = (block: Block) =>
  isParagraph(block) && block[1]?.children?.every(({ type }) => type === 'image') === true

/** `true` for the block that begins a card: a small heading, or a paragraph that begins bold. */
const beginsCard = (block: Block) =>
  isHeading(block, 'h3') || (isParagraph(block) && /^\*\*(?!\[)/.test(textOf(block)))

/** `true` for a block below the cards: a comment of HTML, or a line of links. */
const endsCards = (block: Block) =>
  block[0]?.type === 'html_block' || (isParagraph(block) && textOf(block).startsWith('**['))

/** Returns the title of a card: its heading, or the bold words at its beginning. */
function nameOf([first = []]: readonly Block[]): string {
  const text = textOf(first)
  const [, bold = text] = /^\*\*(.+?)\.?\*\*/s.exec(text) ?? []
  return bold
}

/** Section of the README, with the parts that the home page places. */
interface Ways {
  readonly heading: Block
  readonly before: readonly Block[]
  readonly cards: readonly (readonly Block[])[]
  readonly after: readonly Block[]
}

function readWays([heading = [], ...content]: readonly Block[]): Ways {
  const start = content.findIndex(beginsCard)
  const begin = start < 0 ? content.length : start
  const length = content.slice(begin).findIndex(endsCards)
  const end = length < 0 ? content.length : begin + length
  const cards: Block[][] = []
  for (const block of content.slice(begin, end)) {
    if (beginsCard(block)) cards.push([])
    cards.at(-1)?.push(block)
  }
  return { heading, before: content.slice(0, begin), cards, after: content.slice(end) }
}

/**
 * Arranges the README as the home page. Its title, promise, first picture and first commands form
 * the hero. The first list becomes a grid, and the ways in become cards. The rest is text.
 * @param layout makes a token of HTML
 * @throws Error if the README has no title, picture, commands or ways in
 */
export function arrangeHome(tokens: readonly Token[], layout: (html: string) => Token): Token[] {
  const blocks = blocksOf(tokens)
  const isSection = (block: Block) => isHeading(block, 'h2')
  const second = blocks.findIndex(isSection)
  const begin = blocks.findIndex((block) => isSection(block) && WAYS.test(textOf(block)))
  const length = blocks.slice(begin + 1).findIndex(isSection)
  const picture = blocks.find(isPicture)
  const commands = blocks.find(([first]) => first?.type === 'fence' && first.info === 'sh')
  if (begin < 0 || length < 0 || !picture || !commands)
    throw new Error('README.md needs a picture, commands and a section "… ways in" for the home page')
  const others = (part: readonly Block[]) => part.filter((block) => block !== picture)
  const opening = others(blocks.slice(0, second))
  const features = opening.filter(([first]) => first?.type === 'bullet_list_open')
  const ways = readWays(others(blocks.slice(begin, begin + 1 + length)))
  const buttons = ways.cards.map((card, index) => `<a href="#way-${index + 1}">${nameOf(card)}</a>`)
  return [
    layout('<main><div class="hero"><div class="promise">'),
    ...opening.filter((block) => !features.includes(block)).flat(),
    ...(opening.includes(commands) ? [] : commands),
    layout(`<p class="buttons">${buttons.join('')}</p></div><div class="picture">`),
    ...picture,
    layout('</div></div><div class="features">'),
    ...features.flat(),
    layout('</div><div class="ways">'),
    ...ways.heading,
    ...ways.before.flat(),
    layout('<div class="cards">'),
    ...ways.cards.flatMap((card, index) => [
      layout(`<div class="way" id="way-${index + 1}">`),
      ...card.flat(),
      layout('</div>'),
    ]),
    layout('</div>'),
    ...ways.after.flat(),
    layout('</div><div class="text">'),
    ...others([...blocks.slice(second, begin), ...blocks.slice(begin + 1 + length)]).flat(),
    layout('</div></main>'),
  ]
}
