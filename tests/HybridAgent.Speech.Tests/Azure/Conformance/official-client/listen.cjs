// Listens to synthetic audio with Microsoft's SDK and prints what it raises, one JSON object a line.
// node listen.cjs host|endpoint ADDRESS SECONDS
const sdk = require("microsoft-cognitiveservices-speech-sdk");
const [form, address, seconds] = process.argv.slice(2);
const say = (event) => console.log(JSON.stringify(event));

const config = form === "host"
  ? sdk.SpeechConfig.fromHost(new URL(address), "FAKEKEY")
  : sdk.SpeechConfig.fromEndpoint(new URL(address), "FAKEKEY");
config.speechRecognitionLanguage = "en-US";
config.outputFormat = sdk.OutputFormat.Detailed;
config.requestWordLevelTimestamps();

const stream = sdk.AudioInputStream.createPushStream(sdk.AudioStreamFormat.getWaveFormatPCM(16000, 16, 1));
const recognizer = new sdk.SpeechRecognizer(config, sdk.AudioConfig.fromStreamInput(stream));
recognizer.recognizing = (_, e) => say({ event: "recognizing", text: e.result.text, offset: e.result.offset });
recognizer.recognized = (_, e) => say({ event: "recognized", text: e.result.text, offset: e.result.offset, reason: sdk.ResultReason[e.result.reason] });
recognizer.canceled = (_, e) => say({ event: "canceled", reason: sdk.CancellationReason[e.reason], code: sdk.CancellationErrorCode[e.errorCode], details: e.errorDetails });
recognizer.sessionStopped = () => recognizer.close(() => { say({ event: "closed" }); process.exit(0); });

const samples = new Int16Array(16000 * Number(seconds));
for (let i = 0; i < samples.length; i++) samples[i] = (i * 37 % 2001) - 1000;
recognizer.startContinuousRecognitionAsync(() => {
  stream.write(samples.buffer);
  stream.close();
});
