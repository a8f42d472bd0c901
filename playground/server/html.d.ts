/** wrangler imports HTML files as texts. */
declare module '*.html' {
  const text: string
  export default text
}
