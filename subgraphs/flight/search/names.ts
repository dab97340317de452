/** Numbers for texts of which there are few, in the order they came. */
export interface Names {
  readonly all: readonly string[]
  add(text: string): number
  find(text: string): number | undefined
  textOf(number: number): string
}

export function createNames(): Names {
  const all: string[] = []
  const numbers = new Map<string, number>()
  return {
    all,
    add(text) {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, all.length)
      return all.push(text) - 1
    },
    find: (text) => numbers.get(text),
    textOf: (number) => all[number] as string,
  }
}
