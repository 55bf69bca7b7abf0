package io.holdfast.wire.link;

/** What a device sends. */
public sealed interface FromDevice extends LinkMessage
        permits ControlMessage.Ping,
                ControlMessage.Pong,
                ControlMessage.Accept,
                ControlMessage.Close,
                ControlMessage.Error,
                ShellMessage.Started,
                ShellMessage.Data,
                ShellMessage.Ended,
                ShellMessage.Ping,
                FileTransferMessage.Info,
                FileTransferMessage.Chunk,
                FileTransferMessage.Ack,
                FileTransferMessage.Error,
                PortForwardMessage.Connected,
                PortForwardMessage.Forward,
                PortForwardMessage.Ack,
                PortForwardMessage.Stop,
                PortForwardMessage.Error,
                MenderClientMessage.Done {}
