package io.holdfast.wire.link;

/** What may be sent to a device. */
public sealed interface ToDevice extends LinkMessage
        permits ControlMessage.Ping,
                ControlMessage.Pong,
                ControlMessage.Open,
                ControlMessage.Close,
                ControlMessage.Error,
                ShellMessage.New,
                ShellMessage.Data,
                ShellMessage.Resize,
                ShellMessage.Stop,
                ShellMessage.Pong,
                FileTransferMessage.Stat,
                FileTransferMessage.Get,
                FileTransferMessage.Put,
                FileTransferMessage.Chunk,
                FileTransferMessage.Ack,
                FileTransferMessage.Error,
                PortForwardMessage.New,
                PortForwardMessage.Forward,
                PortForwardMessage.Ack,
                PortForwardMessage.Stop,
                MenderClientMessage.CheckUpdate,
                MenderClientMessage.SendInventory {}
