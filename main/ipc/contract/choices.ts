// What is chosen for a destination before anybody has chosen anything: as the engine has it, for screens that show it first.
export { firstChoices } from '../../engine/agent/catalogue/first-choices.ts';
