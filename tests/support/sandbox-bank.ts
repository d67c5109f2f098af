// Modules of the server may not import the sandbox bank: to them a bank is a URL. Their tests start one through here.
export {
  type SandboxBankProcess,
  sandboxCardNumber,
  startSandboxBank,
} from '../../packages/server/src/sandbox-bank/index.ts'
