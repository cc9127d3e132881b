package eu.qlpipeline.signing.client.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    @Test
    void closesItsThreadWhereItCannotBeOpened() {
        var loop = new EventLoop();
        NettyChannelBuilder unusable = NettyChannelBuilder.forTarget("dns:///a_b:1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Connection.open(unusable, Duration.ofSeconds(1), false, loop));
        assertThat(loop.group().isShuttingDown()).isTrue();
    }
}
