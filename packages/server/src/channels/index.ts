export { chatTyping } from './chat/typing.ts'
