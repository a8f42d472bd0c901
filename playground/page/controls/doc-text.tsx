/** Markdown link. Its target is a page that the playground does not have. */
const LINK = /\[([^\]]*)\]\([^)]*\)/g

/** Shows a text from the option table: words between backticks as code, and links as text. */
export function DocText({ text }: { text: string }) {
  return (
    <>
      {text
        .replace(LINK, '$1')
        .split('`')
        .map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}
    </>
  )
}
