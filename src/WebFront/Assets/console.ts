/** What only operators' pages need. */
import { walkListsByKeyboard } from "./page/keyboard";
import { enableLineEditors } from "./page/lines";

walkListsByKeyboard();
enableLineEditors();
