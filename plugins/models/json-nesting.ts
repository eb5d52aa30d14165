/** True for JSON that is nested more than `max` levels deep: recursion over it could overflow the stack. */
export function isNestedDeeper(text: string, max: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (isInString) {
      if (character === '\\') i++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') {
      depth++;
      if (depth > max) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}
