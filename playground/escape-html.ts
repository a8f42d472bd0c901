const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' }

/** Escapes a text for HTML, also inside attributes in double quotes. */
export const escapeHtml = (text: string) => text.replace(/[&"<>]/g, (character) => ENTITIES[character] ?? '')
