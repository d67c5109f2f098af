import { styleText } from 'node:util'

/** A line of the box: a label in Chinese and English, and what it names. An empty value makes a heading. */
export interface WelcomeLine {
  zh: string
  en: string
  value: string
}

/** The box that is printed when Topay serves. Columns line up on a terminal, where a Chinese character takes two cells. */
export function welcomeBox(title: string, sections: WelcomeLine[][]): string {
  const labelWidth = Math.max(...sections.flat().map(({ zh, en }) => cells(`${zh} ${en}`)))
  const lines = sections.flatMap((section, index) => [
    ...(index > 0 ? [''] : []),
    ...section.map(({ zh, en, value }) => `${pad(`${zh} ${en}`, labelWidth)}   ${value}`.trimEnd()),
  ])
  const width = Math.max(cells(title), ...lines.map(cells))
  const edge = '─'.repeat(width + 4)
  return [
    `╭${edge}╮`,
    `│  ${styleText('bold', title)}${' '.repeat(width - cells(title))}  │`,
    `├${edge}┤`,
    ...lines.map((line) => `│  ${pad(line, width)}  │`),
    `╰${edge}╯`,
  ].join('\n')
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)))
}

/** How many terminal cells a text takes: East Asian wide and full-width characters take two. */
function cells(text: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/
  return [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0)
}
