import type { Token } from './markdown.ts'

/** Heading of the README's section that becomes cards. */
const WAYS = /^(?:\w+ )?ways in$/i

/** Index of the token after the block that begins at `start`. */
function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let index = start; index < tokens.length; index++) {
    depth += tokens[index]?.nesting ?? 0
    if (depth === 0) return index + 1
  }
  return tokens.length
}

/** Splits tokens into blocks: headings, paragraphs, lists, fences, tables. */
function blocksOf(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = []
  for (let start = 0; start < tokens.length; ) {
    const end = endOf(tokens, start)
    blocks.push(tokens.slice(start, end))
    start = end
  }
  return blocks
}

const isHeading = (block: readonly Token[], tag: string) => block[0]?.type === 'heading_open' && block[0].tag === tag
const textOf = (block: readonly Token[]) => block.map(({ content }) => content).join('')
const isPicture = (block: readonly Token[]) =>
  block[0]?.type === 'paragraph_open' && block[1]?.children?.every(({ type }) => type === 'image' || type === 'softbreak') === true

/** Begins a card: a heading, or a paragraph with a bold beginning. */
const beginsCard = (block: readonly Token[]) =>
  isHeading(block, 'h3') || (block[0]?.type === 'paragraph_open' && block[1]?.content.startsWith('**') === true && !/^\*\*\[/.test(block[1].content))

/**
 * Arranges the README as the home page: a hero with promise and picture, the first list as
 * features, the three ways in as cards, and the rest as text. Nothing is left out or added.
 * @param layout makes a token of HTML
 */
export function arrangeHome(tokens: readonly Token[], layout: (html: string) => Token): Token[] {
  const blocks = blocksOf(tokens)
  const second = blocks.findIndex((block) => isHeading(block, 'h2'))
  const opening = blocks.slice(0, second)
  const rest = blocks.slice(second)
  const picture = opening.find(isPicture) ?? rest.find(isPicture)
  const features = opening.find(([first]) => first?.type === 'bullet_list_open')
  const promise = opening.filter((block) => block !== picture && block !== features)
  if (second < 0 || !picture || !isHeading(opening[0] ?? [], 'h1'))
    throw new Error('README.md needs a title, a picture and sections, of which the home page is made')
  const begin = rest.findIndex((block) => isHeading(block, 'h2') && WAYS.test(textOf(block)))
  const length = begin < 0 ? 0 : rest.slice(begin + 1).findIndex((block) => isHeading(block, 'h2')) + 1
  const ways = rest.slice(begin < 0 ? 0 : begin, begin < 0 ? 0 : begin + length).filter((block) => block !== picture)
  const others = rest.filter((block) => block !== picture && !ways.includes(block))
  return [
    layout('<div class="hero"><div class="promise">'),
    ...promise.flat(),
    layout('</div><div class="picture">'),
    ...picture,
    layout('</div></div>'),
    ...(features ? [layout('<div class="features">'), ...features, layout('</div>')] : []),
    ...arrangeWays(ways, layout),
    layout('<div class="text">'),
    ...others.flat(),
    layout('</div>'),
  ]
}

/** Arranges the blocks of a section as cards. */
function arrangeWays(blocks: readonly Token[][], layout: (html: string) => Token): Token[] {
  const [heading, ...content] = blocks
  if (!heading) return []
  const before: Token[] = []
  const cards: Token[][] = []
  for (const block of content) {
    if (beginsCard(block)) cards.push([])
    ;(cards.at(-1) ?? before).push(...block)
  }
  const items = cards.flatMap((card) => [layout('<div class="way">'), ...card, layout('</div>')])
  return [layout('<div class="ways">'), ...heading, ...before, layout('<div class="cards">'), ...items, layout('</div></div>')]
}
